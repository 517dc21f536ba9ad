namespace TestKit;

/// <summary>The configuration of <see cref="Nginx"/>: a front that reads bodies and logs, and behind it an echo that tells what it got.</summary>
internal static class NginxConfig
{
    public static string Text(string folder, int port, IReadOnlyList<string> echoed) =>
        $$"""
        daemon off;
        worker_processes 1;
        {{(Environment.UserName == "root" ? "user root;" : string.Empty)}}
        pid {{folder}}/pid;
        error_log stderr notice;
        events { worker_connections 4096; }
        http {
            log_format facts escape=json {{NginxEntry.Format.Trim()}};
            client_body_temp_path {{folder}}/body;
            proxy_temp_path {{folder}}/proxy;
            fastcgi_temp_path {{folder}}/fastcgi;
            uwsgi_temp_path {{folder}}/uwsgi;
            scgi_temp_path {{folder}}/scgi;
            client_max_body_size 0;
            client_body_buffer_size 64k;
            client_body_in_single_buffer on;
            keepalive_requests 1000000;
            underscores_in_headers on;
            server {
                listen 127.0.0.1:{{port}} backlog=1024;
                access_log {{folder}}/access.log facts;
                location / {
                    proxy_pass http://unix:{{folder}}/echo.sock;
                    proxy_http_version 1.1;
                    proxy_set_header Host $http_host;
                    proxy_set_header Connection "";
                }
            }
            server {
                listen unix:{{folder}}/echo.sock;
                access_log off;
                default_type text/plain;
                location / {
                    add_header X-Length $content_length;
                    return 200 "method=$request_method\nuri=$request_uri\nhost=$http_host\nlength=$content_length\n{{string.Concat(echoed.Select(Echo))}}";
                }
            }
        }
        """;

    private static string Echo(string field)
    {
        var name = field.ToUpperInvariant().Replace('-', '_');
        return $"{field}=$http_{string.Concat(name.Select(char.ToLowerInvariant))}\\n";
    }
}
