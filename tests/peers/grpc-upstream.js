// gRPC's messages over chunks of HTTP/1.1 with trailers behind them: what a service sees that has only HTTP/1.1.
import { createServer } from 'node:http';

const frame = (text) => {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(Buffer.byteLength(text), 1);
  return Buffer.concat([head, Buffer.from(text)]);
};

async function* messages(request) {
  let held = Buffer.alloc(0);
  for await (const piece of request) {
    held = Buffer.concat([held, piece]);
    while (held.length >= 5 && held.length >= 5 + held.readUInt32BE(1)) {
      const end = 5 + held.readUInt32BE(1);
      yield held.subarray(5, end).toString();
      held = held.subarray(end);
    }
  }
}

const kinds = {
  '/echo.Echo/Unary': async (request, say) => { for await (const text of messages(request)) say(`unary ${text}`); },
  '/echo.Echo/Client': async (request, say) => {
    const all = [];
    for await (const text of messages(request)) all.push(text);
    say(all.join('+'));
  },
  '/echo.Echo/Server': async (request, say) => { for await (const text of messages(request)) for (let i = 0; i < 3; i++) say(`${text}${i}`); },
  '/echo.Echo/Bidi': async (request, say) => { for await (const text of messages(request)) say(`back ${text}`); },
};

const server = createServer(async (request, response) => {
  response.writeHead(200, { 'content-type': 'application/grpc', trailer: 'grpc-status, grpc-message', 'x-initial': 'first' });
  response.flushHeaders();
  const kind = kinds[request.url];
  if (kind) await kind(request, (text) => response.write(frame(text)));
  else for await (const _ of messages(request));
  response.addTrailers({ 'grpc-status': kind ? '0' : '12', 'grpc-message': kind ? 'fine' : 'no such method', 'x-last': 'trailer' });
  response.end();
});
server.listen(0, '127.0.0.1', () => console.log(`port ${server.address().port}`));
