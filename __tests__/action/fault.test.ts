import { expect, test } from '@jest/globals';
import { rankAnnotations } from '../../src/action/annotations.ts';
import { describeFault, type FaultFacts } from '../../src/action/fault.ts';
import { FailureError, failureOf } from '../../src/failure.ts';
import { help } from './help-example.ts';

const job: FaultFacts = {
  env: { GITHUB_ACTION_REPOSITORY: 'org/go-mod-resilient', GITHUB_ACTION_REF: 'v1.2.3' },
  nodeVersion: 'v24.1.0',
  platform: 'linux x64',
  program: undefined,
};

function thrown(): unknown {
  try {
    return (undefined as unknown as { length: number }).length;
  } catch (error) {
    return error;
  }
}

test('a fault of the action tells version, stack and where to report it', () => {
  const [annotation] = rankAnnotations(
    [{ level: 'error', failure: describeFault(failureOf(thrown()), job) }],
    help,
  );
  expect(annotation?.title).toMatch(/^internal: Cannot read properties of undefined/);
  expect(annotation?.message).toMatch(/^Stack: thrown fault\.test\.[jt]s:\d+:\d+ < /m);
  expect(annotation?.message).toContain(
    '(org/go-mod-resilient@v1.2.3, Node v24.1.0, linux x64): please report it at https://github.com/org/go-mod-resilient/issues/new?template=bug.yml',
  );
  // Directories of the machine are nobody's business.
  expect(annotation?.message).not.toContain(import.meta.dirname);
});

test('a fault that was found, not thrown by accident, has a stack as well', () => {
  const failure = describeFault(
    failureOf(new FailureError({ class: 'internal', detail: 'no mirror was asked' })),
    job,
  );
  expect(failure).toMatchObject({ stack: expect.stringMatching(/fault\.test\.[jt]s:\d/) });
});

test.each([
  ['the hash of the bundle', import.meta.filename, /^bundle [0-9a-f]{12}, Node/],
  ['nothing, where that cannot be read', '/nonexistent', /^unknown version, Node/],
])('outside a job the version is %s', (_name, program, expected) => {
  const failure = describeFault({ class: 'internal', detail: 'x' }, { ...job, env: {}, program });
  expect(failure).toMatchObject({ version: expect.stringMatching(expected) });
  expect(failure).not.toHaveProperty('reportAt');
});

test('no other failure is changed', () => {
  const failure = { class: 'dns', detail: 'x' } as const;
  expect(describeFault(failure, job)).toBe(failure);
});
