// What @kubernetes/client-node does with a pod's streams: node client.mjs KUBECONFIG MODULES FILE. Prints a line a check, exits with 0.
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import net from 'node:net';

const [kubeconfig, modules, file] = process.argv.slice(2);
const k8s = createRequire(modules + '/')('@kubernetes/client-node');
const config = new k8s.KubeConfig();
config.loadFromFile(kubeconfig);

function collected() {
  const stream = new PassThrough();
  const chunks = [];
  stream.on('data', (chunk) => chunks.push(chunk));
  return { stream, bytes: () => Buffer.concat(chunks) };
}

function check(name, isTrue, detail) {
  if (!isTrue) {
    throw new Error(name + ': ' + detail);
  }
  console.log('ok ' + name);
}

function exec(pod, container, command, stdin) {
  const out = collected();
  const err = collected();
  return new Promise((resolve, reject) => {
    new k8s.Exec(config)
      .exec('default', pod, container, command, out.stream, err.stream, stdin, false, (status) => setTimeout(
        () => resolve({ status, bytes: out.bytes(), out: out.bytes().toString('latin1'), err: err.bytes().toString() }), 200))
      .catch(reject);
  });
}

const plain = await exec('box', 'c', ['sh', '-c', 'echo out; echo err >&2; exit 7'], null);
check('exec', plain.out === 'out\n' && plain.err === 'err\n', plain.out + plain.err);
check('exit code', plain.status.status === 'Failure' && plain.status.details.causes[0].message === '7',
  JSON.stringify(plain.status));

const size = statSync(file).size;
const sum = createHash('sha256').update(readFileSync(file)).digest('hex');
const there = await exec('box', 'c', ['sh', '-c', `head -c ${size} >/tmp/node; sha256sum /tmp/node`], createReadStream(file));
check('cp there', there.out.startsWith(sum), there.out + there.err);
const back = await exec('box', 'c', ['cat', '/tmp/node'], null);
check('cp back', createHash('sha256').update(back.bytes).digest('hex') === sum, back.bytes.length + ' bytes');

const forward = new k8s.PortForward(config);
const server = net.createServer((socket) => {
  socket.on('error', () => {});
  forward.portForward('default', 'web', [80], socket, null, socket).catch((e) => { console.error(e); process.exit(1); });
});
await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
const port = server.address().port;
const answers = await Promise.all(Array.from({ length: 50 }, () => new Promise((resolve, reject) => {
  let text = '';
  const socket = net.connect(port, '127.0.0.1', () =>
    socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'));
  socket.on('data', (chunk) => { text += chunk; if (text.includes('200 OK')) { resolve(text); socket.destroy(); } });
  socket.on('error', reject);
  socket.on('close', () => resolve(text));
})));
check('port-forward', answers.every((answer) => answer.includes('200 OK')), JSON.stringify(answers.slice(0, 2)));
process.exit(0);
