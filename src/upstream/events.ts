import type { FailureClass } from '../failure.ts';
import { formatDuration } from '../module/duration.ts';

/** A turn in the state of the mirrors or of the run's retries; `atMs` on the run's clock. */
export type RunEvent = { readonly atMs: number } & (
  | {
      readonly kind: 'breaker-opened';
      readonly mirror: string;
      /** How long the mirror is left alone. */
      readonly openMs: number;
    }
  | {
      readonly kind: 'probe-ended';
      readonly mirror: string;
      readonly durationMs: number;
      readonly outcome: 'ok' | FailureClass;
      readonly detail?: string;
    }
  | {
      /** The mirror served wrong bytes for these modules and is not asked any more. */
      readonly kind: 'quarantined';
      readonly mirror: string;
      readonly modules: readonly string[];
    }
  | {
      readonly kind: 'go-again';
      /** 2 for the first rerun. */
      readonly run: number;
      readonly because: FailureClass;
      readonly detail: string;
    }
  | { readonly kind: 'breaker-half-open' | 'breaker-closed'; readonly mirror: string }
  | { readonly kind: 'budget-empty' | 'budget-refilled' }
  | { readonly kind: 'outage-began'; readonly mirrors: readonly string[] }
  | {
      readonly kind: 'outage-ended';
      readonly mirrors: readonly string[];
      readonly durationMs: number;
      /** False where the wait was given up. */
      readonly hasRecovered: boolean;
    }
  | {
      readonly kind: 'hedge-won';
      readonly mirror: string;
      /** The mirror that was asked first and had not answered after `waitedMs`. */
      readonly overtaken: string;
      readonly waitedMs: number;
      readonly endpoint: string;
    }
);

/** Hears of every event as it happens. */
export type Tell = (event: RunEvent) => void;

/** One line for the log. */
export function describeEvent(event: RunEvent): string {
  switch (event.kind) {
    case 'probe-ended': {
      const took = formatDuration(event.durationMs);
      return event.outcome === 'ok'
        ? `✓ ${event.mirror} answered the probe in ${took}`
        : `✗ ${event.mirror} failed the probe after ${took}: ${event.outcome}${event.detail === undefined ? '' : `, ${event.detail}`}`;
    }
    case 'quarantined':
      return `${event.mirror} served wrong bytes for ${event.modules.join(' and ')} and is not asked any more`;
    case 'go-again':
      return `go runs again (${event.run} of 3): ${event.detail}`;
    case 'breaker-opened':
      return `${event.mirror} is left alone for ${formatDuration(event.openMs)}: its circuit breaker opened`;
    case 'breaker-half-open':
      return `${event.mirror} gets one request to show that it is back: its circuit breaker is half-open`;
    case 'breaker-closed':
      return `${event.mirror} is back: its circuit breaker closed`;
    case 'budget-empty':
      return 'the retry budget is empty: no hedges, and retries go three at a time';
    case 'budget-refilled':
      return 'the retry budget has refilled';
    case 'outage-began':
      return `outage: ${event.mirrors.join(', ')} failed, requests wait`;
    case 'outage-ended': {
      const end = event.hasRecovered ? 'over' : 'not over, requests wait no longer';
      return `outage of ${event.mirrors.join(', ')} ${end} after ${formatDuration(event.durationMs)}`;
    }
    case 'hedge-won':
      return `${event.mirror} answered before ${event.overtaken}, which was silent for ${formatDuration(event.waitedMs)}: ${event.endpoint}`;
  }
}
