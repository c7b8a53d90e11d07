"""gunicorn for one server: .venv/bin/gunicorn -c deploy/gunicorn.conf.py config.wsgi"""

bind = "unix:/run/fazhi/gunicorn.sock"
umask = 0o007  # the socket is for the group: nginx's user is a member of it

# Two processes on two cores, so that one may fail or be busy; threads wait for the database, not for each other.
workers = 2
worker_class = "gthread"
threads = 4

# Each worker loads the program by itself: kill -HUP then takes up a new release without refusing a request. Loading
# it once before the fork would save some 20 MB a worker, and HUP would go on with the old release.
preload_app = False

timeout = 60  # a worker that gives no sign of life; a request is bounded by the database's 30 s
graceful_timeout = 30  # what runs may end when the service is stopped or reloaded
keepalive = 5
max_requests = 5000  # a worker is renewed now and then, not all of them at once
max_requests_jitter = 1000
worker_tmp_dir = "/dev/shm"  # noqa: S108 - the sign of life must not wait for a disk

accesslog = "-"  # to the journal, with what is needed to find a request again, and no query or cookie
access_log_format = "%({x-forwarded-for}i)s %(m)s %(U)s %(s)s %(B)s %(M)sms"
errorlog = "-"
