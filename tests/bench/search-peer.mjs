// Parses the names of a file with @ctrl/video-filename-parser, one JSON object a line; the speed on standard error.
// SPDX-License-Identifier: GPL-3.0-or-later
import fs from 'fs';
import { createRequire } from 'module';
import { pathToFileURL } from 'url';

const require = createRequire(process.argv[3] + '/');
const { filenameParse } = await import(pathToFileURL(require.resolve('@ctrl/video-filename-parser')));
const names = fs.readFileSync(process.argv[2], 'utf8').split('\n').filter((name) => name);
const isSeries = (name) => /s\d+e\d+|\bs\d+\b|\dx\d\d/i.test(name);
const parse = () => names.map((name) => filenameParse(name, isSeries(name)));

parse();
const start = process.hrtime.bigint();
const parsed = parse();
console.error(names.length / (Number(process.hrtime.bigint() - start) / 1e9));
for (const one of parsed) console.log(JSON.stringify(one));
