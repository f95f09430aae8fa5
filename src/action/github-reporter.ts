/** Speaks to the GitHub runner through its toolkit. Loaded only inside a job. */

import { appendFile } from 'node:fs/promises';
import * as core from '@actions/core';
import type { Environment } from '../effects.ts';
import type { Redactor } from '../redact.ts';
import { renderMarkdown } from './document.ts';
import type { Reporter } from './reporter.ts';

/** A mask of one or two characters would turn the whole log into asterisks. */
const shortestMask = 4;

const commands = { error: core.error, warning: core.warning, notice: core.notice } as const;

export function createGitHubReporter(env: Environment, redactor: Redactor): Reporter {
  const masked = new Set<string>();

  const print = (text: string) => {
    for (const line of redactor.redact(text).split(/\r\n|\r|\n/)) core.info(disarm(line));
  };

  /** The toolkit throws where a file of the runner is missing or read-only, and falls back to commands that are gone. */
  const throughFile = (variable: string, what: string, write: () => void): boolean => {
    if (!env[variable]) {
      print(`${what} is not passed on: ${variable} is not set`);
      return false;
    }
    try {
      write();
      return true;
    } catch (error) {
      print(`${what} is not passed on: ${reasonOf(error)}`);
      return false;
    }
  };

  return {
    progressStyle: 'log',
    info: print,
    showProgress: print,
    debug(line) {
      // The runner takes debug lines of every job and shows them only then: two for each request of `go` are too many.
      if (env['RUNNER_DEBUG'] === '1') core.debug(redactor.redact(line));
    },
    startGroup(title) {
      core.startGroup(redactor.redact(title));
    },
    endGroup() {
      core.endGroup();
    },
    annotate({ level, title, message, file, line }) {
      commands[level](redactor.redact(message), {
        title: redactor.redact(title),
        ...(file !== undefined && { file: redactor.redact(file) }),
        ...(line !== undefined && { startLine: line }),
      });
    },
    setOutput(name, value) {
      throughFile('GITHUB_OUTPUT', `output ${name}`, () =>
        core.setOutput(name, redactor.redact(value)),
      );
    },
    exportVariable(name, value) {
      throughFile('GITHUB_ENV', `variable ${name}`, () =>
        core.exportVariable(name, redactor.redact(value)),
      );
    },
    addPath(directory) {
      throughFile('GITHUB_PATH', `${directory} for PATH`, () => core.addPath(directory));
    },
    saveState: (name, value) =>
      throughFile('GITHUB_STATE', `state ${name}`, () => core.saveState(name, value)),
    addMask(secret) {
      redactor.add(secret);
      // The runner masks line by line; a command with several lines would mask only the first.
      for (const line of secret.split(/\r\n|\r|\n/)) {
        if (line.length < shortestMask || masked.has(line)) continue;
        masked.add(line);
        core.setSecret(line);
      }
    },
    async writeSummary(summary) {
      // The summary is on another page: the log must not end without the verdict.
      const verdict = summary.find(({ kind }) => kind === 'paragraph');
      if (verdict?.kind === 'paragraph') print(verdict.text);
      const file = env['GITHUB_STEP_SUMMARY'];
      if (!file) {
        print('the job summary is not written: GITHUB_STEP_SUMMARY is not set');
        return;
      }
      try {
        await appendFile(file, renderMarkdown(redactor.redactDeep(summary)));
      } catch (error) {
        print(`the job summary is not written: ${reasonOf(error)}`);
      }
    },
  };
}

/**
 * The runner obeys `::command::` at the start of a printed line and `##[command]` anywhere in it. A server's answer or
 * a line of `go` that holds one is shown, not obeyed.
 */
function disarm(line: string): string {
  return line.replace(/^(\s*):(?=:)/, '$1:\u200B').replaceAll('##[', '##\u200B[');
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
