/** Plain lines for a person or a log outside GitHub: what they asked for on stdout, what went wrong on stderr. */

import type { Environment } from '../effects.ts';
import { formatPosition } from '../failure.ts';
import type { Redactor } from '../redact.ts';
import { renderPlain } from './document.ts';
import type { Reporter, Streams } from './reporter.ts';

/** Erases the line the cursor stands in. */
const eraseLine = '\r\u001B[2K';

/** RUNNER_DEBUG or ACTIONS_STEP_DEBUG show the debug lines and outputs, as they do in a job. */
export function createTerminalReporter(
  env: Environment,
  redactor: Redactor,
  streams: Streams,
): Reporter {
  const isDebug = env['RUNNER_DEBUG'] === '1' || env['ACTIONS_STEP_DEBUG'] === 'true';
  const isTerminal = streams.stderr.isTTY === true;
  let isProgressShown = false;
  let indent = '';

  const clearProgress = () => {
    if (isProgressShown) streams.stderr.write(eraseLine);
    isProgressShown = false;
  };

  const print = (stream: Streams['stdout'], text: string) => {
    clearProgress();
    for (const line of redactor.redact(text).split(/\r\n|\r|\n/)) {
      stream.write(`${indent}${visible(line)}\n`.replace(/^\s+\n$/, '\n'));
    }
  };

  const debug = (line: string) => {
    if (isDebug) print(streams.stderr, `debug: ${line}`);
  };

  return {
    progressStyle: isTerminal ? 'terminal' : 'log',
    info: (line) => print(streams.stdout, line),
    debug,
    showProgress(line) {
      if (!isTerminal) {
        print(streams.stdout, line);
        return;
      }
      // What wraps into a second row is not erased with the first.
      const width = Math.max(1, (streams.stderr.columns ?? 80) - 1);
      const shown = [...visible(redactor.redact(line))].slice(0, width).join('');
      streams.stderr.write(`${eraseLine}${shown}`);
      isProgressShown = true;
    },
    startGroup(title) {
      print(streams.stdout, title);
      indent = '  ';
    },
    endGroup() {
      indent = '';
    },
    annotate({ level, title, message, file, line }) {
      const place =
        file === undefined
          ? ''
          : ` (${formatPosition({ file, ...(line !== undefined && { line }) })})`;
      print(streams.stderr, `${level}: ${title}${place}`);
      for (const part of message.split('\n')) print(streams.stderr, `  ${part}`);
    },
    setOutput: (name, value) => debug(`output ${name}=${value}`),
    exportVariable(name, value) {
      debug(`for later steps: ${name}=${value}`);
    },
    addPath(directory) {
      debug(`for later steps: ${directory} first in PATH`);
    },
    saveState: () => false,
    addMask: (secret) => redactor.add(secret),
    async writeSummary(summary) {
      for (const line of renderPlain(redactor.redactDeep(summary))) print(streams.stdout, line);
    },
  };
}

/** Escape sequences in the text of a server or of `go` could rewrite what stands on the screen. */
function visible(line: string): string {
  return line.replace(/(?!\t)\p{Cc}/gu, '\uFFFD');
}
