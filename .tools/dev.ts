// `npm run dev`: the server restarts when its sources change; Vite serves the SPA with hot reload and proxies to it.
import { spawn } from 'node:child_process';
import { bin, node, root } from './run.ts';

const children = [
  spawn(node, ['--watch', '--watch-preserve-output', 'server/main.ts'], { cwd: root, stdio: 'inherit' }),
  spawn(bin('vite'), ['--host', '127.0.0.1', '--port', '5173'], { cwd: root, stdio: 'inherit' }),
];
const stop = () => {
  for (const child of children) child.kill('SIGTERM');
};
process.on('SIGINT', stop);
process.on('SIGTERM', stop);
for (const child of children) child.on('exit', stop);
