// Calls all four kinds of methods of the authority it is given, over TLS when told to, and says what came back.
import grpc from '@grpc/grpc-js';

const [, , authority, tls] = process.argv;
const text = { serialize: (value) => Buffer.from(value), deserialize: (bytes) => bytes.toString() };
const method = (name, requestStream, responseStream) => ({
  path: `/echo.Echo/${name}`, requestStream, responseStream,
  requestSerialize: text.serialize, requestDeserialize: text.deserialize, responseSerialize: text.serialize, responseDeserialize: text.deserialize,
});
const Echo = grpc.makeGenericClientConstructor({
  unary: method('Unary', false, false), client: method('Client', true, false), server: method('Server', false, true),
  bidi: method('Bidi', true, true), none: method('None', false, false),
}, 'Echo');
const credentials = tls ? grpc.credentials.createSsl(null, null, null, { rejectUnauthorized: false }) : grpc.credentials.createInsecure();
const client = new Echo(authority, credentials, { 'grpc.enable_http_proxy': 0 });
const deadline = () => ({ deadline: Date.now() + 10000 });
const status = (call) => new Promise((resolve) => call.on('status', resolve));
const told = ({ code, details, metadata }) => `${code} ${details} ${metadata.get('x-last')}`;

let answer;
let call = client.unary('hello', new grpc.Metadata(), deadline(), (error, value) => { answer = value ?? error.details; });
console.log(`unary ${told(await status(call))} | ${answer}`);

call = client.client(new grpc.Metadata(), deadline(), (error, value) => { answer = value ?? error.details; });
for (const part of ['a', 'b', 'c']) call.write(part);
call.end();
console.log(`client ${told(await status(call))} | ${answer}`);

call = client.server('s', new grpc.Metadata(), deadline());
let ended = status(call);
let all = [];
for await (const value of call) all.push(value);
console.log(`server ${told(await ended)} | ${all}`);

call = client.bidi(new grpc.Metadata(), deadline());
ended = status(call);
all = [];
// Each message waits for the answer to the one before: nothing may be held back on the way.
for (const part of ['1', '2', '3']) {
  call.write(part);
  all.push(await new Promise((resolve) => call.once('data', resolve)));
}
call.end();
call.resume();
console.log(`bidi ${told(await ended)} | ${all}`);

call = client.none('x', new grpc.Metadata(), deadline(), () => {});
console.log(`none ${told(await status(call))}`);
client.close();
