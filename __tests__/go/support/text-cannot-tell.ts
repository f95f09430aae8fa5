import type { FailureClass } from '../../../src/failure.ts';

/** Faults whose recorded text of `go` supports another class than that of the fault. */
interface Blind {
  readonly is: FailureClass;
  readonly told: FailureClass;
  readonly faults: readonly string[];
  /** Why the text alone cannot tell. */
  readonly reason: string;
}

export const textCannotTell: readonly Blind[] = [
  {
    is: 'cache-corrupt',
    told: 'checksum-mismatch',
    faults: [
      'cache_full_mod_corrupt_net',
      'cache_full_mod_corrupt_off',
      'cache_full_mod_empty_off',
      'cache_full_ziphash_wrong_off',
      'cache_zipsonly_mod_corrupt_net',
      'cache_zipsonly_mod_corrupt_off',
      'cache_zipsonly_mod_empty_off',
      'cache_zipsonly_ziphash_wrong_off',
    ],
    reason:
      '`go` says "downloaded:" of files that lay in the module cache, too; a run of the action has hashed them before',
  },
  {
    is: 'cache-corrupt',
    told: 'offline-miss',
    faults: ['cache_full_info_corrupt_off', 'cache_zipsonly_info_corrupt_off'],
    reason: 'an unreadable .info counts as missing, and `go` only says that it may not ask for it',
  },
  {
    is: 'cache-corrupt',
    told: 'module-file',
    faults: [
      'cache_tree_empty_dir_net',
      'cache_tree_file_deleted_off',
      'cache_tree_file_syntax_off',
    ],
    reason: 'a compiler complains of edited source, in `go build`, which the action never runs',
  },
  {
    is: 'cache-locked',
    told: 'stall',
    faults: ['lock_held_other_process'],
    reason: '`go` waits for a lock without a word',
  },
  {
    is: 'vcs-network',
    told: 'stall',
    faults: ['direct_meta_stall', 'git_direct_stall', 'git_github_stall'],
    reason: '`go` waits for git, and git for its server, without a word',
  },
  {
    is: 'vcs-auth',
    told: 'vcs-network',
    faults: ['git_direct_403', 'git_direct_auth', 'git_ssh_hostkey', 'git_ssh_pubkey'],
    reason: 'for a path with .git in it `go` drops what git said: "no secure protocol found"',
  },
  {
    is: 'vcs-not-found',
    told: 'vcs-network',
    faults: ['git_direct_notfound'],
    reason: 'for a path with .git in it `go` drops what git said: "no secure protocol found"',
  },
  {
    is: 'captive-portal',
    told: 'checksum-mismatch',
    faults: ['fallback_comma_html', 'html200_any', 'html200_mod', 'html200mod_fallback_pipe'],
    reason: '`go` hashes a web page as if it were a go.mod; only the relay sees the bytes',
  },
  {
    is: 'captive-portal',
    told: 'sumdb-mismatch',
    faults: ['html200_mod_nosumline'],
    reason: '`go` hashes a web page as if it were a go.mod; only the relay sees the bytes',
  },
  {
    is: 'captive-portal',
    told: 'bad-content',
    faults: ['html200_info', 'html200_zip', 'html200_zip_nosumline', 'html200zip_fallback_pipe'],
    reason: 'no word of the page; that every mirror serves one only the relay knows',
  },
  {
    is: 'captive-portal',
    told: 'sumdb-unreachable',
    faults: ['sumdb_html'],
    reason: '`go` calls a web page "malformed record data"',
  },
  {
    is: 'captive-portal',
    told: 'toolchain',
    faults: ['toolchain_html'],
    reason: 'the reason in the text is an invalid zip: `go` does not look at what it is instead',
  },
  {
    is: 'captive-portal',
    told: 'http-not-found',
    faults: ['redirect_portal_http'],
    reason: '`go` follows the redirect, and names the address it asked first and the last status',
  },
  {
    is: 'captive-portal',
    told: 'gosum-missing',
    faults: ['html200_mod_nosumline', 'html200_zip_nosumline', 'sumdb_html'],
    reason: '`go build` only says that the line is missing, not why it could not be made',
  },
  {
    is: 'http-server',
    told: 'gosum-missing',
    faults: ['sumdb_500', 'sumdb_lookup_503', 'sumdb_tile_503'],
    reason: '`go build` only says that the line is missing, not why it could not be made',
  },
  {
    is: 'truncated',
    told: 'gosum-missing',
    faults: ['sumdb_trunc'],
    reason: '`go build` only says that the line is missing, not why it could not be made',
  },
  {
    is: 'http-not-found',
    told: 'toolchain',
    faults: ['toolchain_auto_404'],
    reason: '"toolchain not available" stands for 404, off and direct alike',
  },
  {
    is: 'offline-miss',
    told: 'toolchain',
    faults: ['toolchain_auto_off'],
    reason: '"toolchain not available" stands for 404, off and direct alike',
  },
  {
    is: 'tls-handshake',
    told: 'connection-reset',
    faults: ['tls_fin_first', 'tls_https_on_http', 'tls_rst_accept', 'tls_rst_first'],
    reason: 'the text does not tell that a handshake was under way; the relay does',
  },
  {
    is: 'truncated',
    told: 'bad-content',
    faults: ['empty200_info', 'empty200_zip', 'trunc_close_fallback_pipe', 'trunc_close_zip'],
    reason: 'without a length the end of a body looks like its end: what is left is no zip',
  },
  {
    is: 'truncated',
    told: 'checksum-mismatch',
    faults: ['empty200_mod'],
    reason: 'bytes that go.sum refuses are never softened, not even the empty file',
  },
  {
    is: 'truncated',
    told: 'connection-reset',
    faults: ['h2drop', 'h2goaway', 'h2internal', 'trunc_rst_zip'],
    reason: 'the text does not tell that a body was under way; both are met alike',
  },
];
