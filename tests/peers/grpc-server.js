// A real gRPC server for all four kinds of methods; says every message that reaches it.
import grpc from '@grpc/grpc-js';

const text = { serialize: (value) => Buffer.from(value), deserialize: (bytes) => bytes.toString() };
const method = (name, requestStream, responseStream) => ({
  path: `/echo.Echo/${name}`, requestStream, responseStream,
  requestSerialize: text.serialize, requestDeserialize: text.deserialize, responseSerialize: text.serialize, responseDeserialize: text.deserialize,
});
const last = () => {
  const metadata = new grpc.Metadata();
  metadata.set('x-last', 'trailer');
  return metadata;
};
const server = new grpc.Server();
server.addService(
  { Unary: method('Unary', false, false), Client: method('Client', true, false), Server: method('Server', false, true), Bidi: method('Bidi', true, true) },
  {
    Unary: (call, done) => { console.log(`Unary ${call.request}`); done(null, `unary ${call.request}`, last()); },
    Client: (call, done) => {
      const all = [];
      call.on('data', (value) => all.push(value));
      call.on('end', () => { console.log(`Client ${all.join('+')}`); done(null, all.join('+'), last()); });
    },
    Server: (call) => {
      console.log(`Server ${call.request}`);
      for (let i = 0; i < 3; i++) call.write(`${call.request}${i}`);
      call.end(last());
    },
    Bidi: (call) => {
      call.on('data', (value) => { console.log(`Bidi ${value}`); call.write(`back ${value}`); });
      call.on('end', () => call.end(last()));
    },
  });
server.bindAsync('127.0.0.1:0', grpc.ServerCredentials.createInsecure(), (error, port) => {
  if (error) throw error;
  console.log(`port ${port}`);
});
