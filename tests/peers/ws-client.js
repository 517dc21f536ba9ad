// Sends text, a megabyte of bytes and a ping to the URL it is given, and says what came back.
import { createHash, randomBytes } from 'node:crypto';
import WebSocket from 'ws';

const socket = new WebSocket(process.argv[2], { rejectUnauthorized: false, perMessageDeflate: true });
const large = randomBytes(1024 * 1024);
const next = (event) => new Promise((resolve, reject) => {
  socket.once(event, resolve);
  socket.once('error', reject);
});
const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');

await next('open');
socket.send('gr\u00fc\u00df dich');
console.log(`text ${(await next('message')).toString() === 'gr\u00fc\u00df dich'}`);
socket.send(large);
console.log(`bytes ${hash(await next('message')) === hash(large)}`);
socket.ping('are you there');
console.log(`pong ${(await next('pong')).toString()}`);
socket.close(4001, 'enough');
await next('close');
console.log('closed');
