#!/usr/bin/env node
import module from 'node:module';

// Node 22 and later keep compiled code from run to run: half of the start-up time
module.enableCompileCache?.();
const { main } = await import('../dist/src/cli/main.js');
await main(process.argv.slice(2));
