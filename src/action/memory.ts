import { readFileSync } from 'node:fs';

/**
 * The most memory this process had resident. Not `maxRSS` where Linux tells better: that figure is inherited from the
 * process that started this one.
 */
export function peakMemoryBytes(): number {
  try {
    const kibibytes = /^VmHWM:\s*(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
    if (kibibytes !== undefined) return Number(kibibytes) * 1024;
  } catch {
    // No Linux.
  }
  return process.resourceUsage().maxRSS * 1024;
}
