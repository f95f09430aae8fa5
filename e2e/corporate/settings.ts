/** What the servers of a company's network are told. `directory` is theirs; their ports are of a namespace of their own. */

/** Where each listens on 127.0.0.1. 443 is the mirror's second port, for URLs that have none; `recipe` is the server that a recipe shows. */
export const ports = {
  squid: 3_128,
  openSquid: 3_129,
  socks: 1_080,
  mitm: 8_899,
  mirror: 8_443,
  recipe: 9_443,
};

export const account = { user: 'alice', password: 's3cret-of-the-company' };

/** One port wants a password, the other does not. */
export function squidSettings(directory: string): string {
  return `http_port 127.0.0.1:${ports.squid} name=guarded
http_port 127.0.0.1:${ports.openSquid} name=open
auth_param basic program /usr/lib/squid/basic_ncsa_auth ${directory}/passwords
acl au proxy_auth REQUIRED
acl open myportname open
http_access allow open
http_access allow au
http_access deny all
pid_filename ${directory}/squid.pid
access_log stdio:${directory}/squid-access.log
cache_log ${directory}/squid-cache.log
cache deny all
pinger_enable off
visible_hostname proxy.test
coredump_dir ${directory}
cache_effective_user proxy
shutdown_lifetime 1 seconds
`;
}

export function danteSettings(directory: string): string {
  return `logoutput: ${directory}/dante.log
internal: 127.0.0.1 port = ${ports.socks}
external: lo
socksmethod: none
clientmethod: none
user.unprivileged: nobody
client pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }
socks pass { from: 127.0.0.0/8 to: 0.0.0.0/0 }
`;
}

/**
 * A module proxy for everyone, one behind a password, a gatekeeper that forbids one module, a cache service that has nothing and
 * takes nothing, and repositories of git; beside it `another` server.
 */
export function nginxSettings(directory: string, certificates: string, another: string): string {
  return `daemon off; user root; worker_processes 1; pid ${directory}/nginx.pid; error_log ${directory}/nginx-error.log;
events { worker_connections 256; }
http {
  access_log ${directory}/nginx-access.log;
  client_body_temp_path ${directory}/n1; proxy_temp_path ${directory}/n2; fastcgi_temp_path ${directory}/n3;
  uwsgi_temp_path ${directory}/n4; scgi_temp_path ${directory}/n5;
  server {
    listen 127.0.0.1:${ports.mirror} ssl; listen 127.0.0.1:443 ssl;
    ssl_certificate ${certificates}/server.pem; ssl_certificate_key ${certificates}/server.key.pem;
    location /open/ { alias ${directory}/modules/; }
    location /guarded/ { alias ${directory}/modules/; auth_basic company; auth_basic_user_file ${directory}/passwords; }
    location /gate/ { alias ${directory}/modules/; }
    location /gate/example.com/forbidden/ { return 403; }
    location ~ /CreateCacheEntry$ { default_type application/json; return 409 '{"code":"already_exists","msg":"taken"}'; }
    location /twirp/ { default_type application/json; return 200 '{"ok":false}'; }
    location /git/ { alias ${directory}/git/; }
  }
  ${another}
}
`;
}
