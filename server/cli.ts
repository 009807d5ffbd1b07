#!/usr/bin/env node
import { runCommand } from './run-command.js';

const code = await runCommand(process.argv.slice(2), {
  print: (text) => void process.stdout.write(text),
  complain: (text) => void process.stderr.write(text),
});
if (code !== undefined) process.exitCode = code;
