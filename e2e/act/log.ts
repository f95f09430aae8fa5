/** What the emulated runner says of a run, one JSON object a line, as jobs and steps. */
import { type PrintedAnnotation, readFailureClass } from '../commands.ts';

export interface ActStep {
  readonly conclusion: 'success' | 'failure' | 'skipped' | undefined;
  readonly outputs: Readonly<Record<string, string>>;
  /** As the runner understood them: escapes are undone by its own code. */
  readonly annotations: readonly PrintedAnnotation[];
  /** Markdown of the job summary. */
  readonly summary: string;
  /** What the step printed, without commands to the runner. */
  readonly lines: readonly string[];
}

export interface ActJob {
  /** Name in the workflow; the jobs of a matrix share it. */
  readonly name: string;
  readonly matrix: Readonly<Record<string, unknown>>;
  readonly conclusion: 'success' | 'failure' | undefined;
  readonly steps: ReadonlyMap<string, ActStep>;
}

/** The fields of a line that are read here. */
interface Line {
  readonly job?: string;
  readonly jobID?: string;
  readonly matrix?: Readonly<Record<string, unknown>>;
  readonly jobResult?: ActJob['conclusion'];
  readonly stepID?: readonly string[];
  readonly stage?: string;
  readonly stepResult?: ActStep['conclusion'];
  readonly msg?: string;
  readonly raw_output?: boolean;
  readonly command?: string;
  readonly arg?: string;
  readonly name?: string;
  readonly content?: string;
  readonly kvPairs?: Readonly<Record<string, string>>;
}

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface OpenStep extends Writable<ActStep> {
  readonly outputs: Record<string, string>;
  readonly annotations: PrintedAnnotation[];
  readonly lines: string[];
}

interface OpenJob extends Writable<ActJob> {
  readonly steps: Map<string, OpenStep>;
}

/** Jobs in the order in which they began. Throws at a line that is no JSON. */
export function parseLog(text: string): readonly ActJob[] {
  const jobs = new Map<string, OpenJob>();
  for (const lineText of text.split('\n')) {
    if (lineText === '') continue;
    const line = JSON.parse(lineText) as Line;
    if (line.job === undefined) continue;
    const { matrix = {} } = line;
    const key = JSON.stringify([line.job, matrix]);
    const job = jobs.get(key) ?? {
      name: line.jobID ?? '',
      matrix,
      conclusion: undefined,
      steps: new Map<string, OpenStep>(),
    };
    jobs.set(key, job);
    job.conclusion = line.jobResult ?? job.conclusion;
    if (line.stepID !== undefined) readStepLine(job, line.stepID.join('/'), line);
  }
  return [...jobs.values()];
}

function readStepLine(job: OpenJob, id: string, line: Line): void {
  const step = job.steps.get(id) ?? {
    conclusion: undefined,
    outputs: {},
    annotations: [],
    summary: '',
    lines: [],
  };
  job.steps.set(id, step);
  // Setting up and cleaning up have results too, but those are not the step's.
  if (line.stage === 'Main') step.conclusion = line.stepResult ?? step.conclusion;
  if (line.raw_output) step.lines.push((line.msg ?? '').replace(/\n$/, ''));
  const { command, arg = '' } = line;
  if (command === 'set-output') step.outputs[line.name ?? ''] = arg;
  if (command === 'summary') step.summary += line.content ?? '';
  if (command === 'error' || command === 'warning' || command === 'notice') {
    const { title = '', file, line: lineNumber } = line.kvPairs ?? {};
    step.annotations.push({
      level: command,
      title,
      failureClass: readFailureClass(title),
      file,
      line: lineNumber === undefined ? undefined : Number(lineNumber),
      message: arg,
    });
  }
}
