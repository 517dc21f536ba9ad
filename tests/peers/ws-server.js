// Echoes what it is sent; says its port, and how each connection began and ended.
import { WebSocketServer } from 'ws';

const server = new WebSocketServer({ host: '127.0.0.1', port: 0 }, () => console.log(`port ${server.address().port}`));
server.on('connection', (socket, request) => {
  console.log(`open ${request.url} ${request.headers.host}`);
  socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));
  socket.on('close', (code, reason) => console.log(`close ${code} ${reason}`));
});
