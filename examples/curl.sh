#!/bin/sh
# A job from its creation to its end, a fault and the journal, with curl only: npx jobdouble in one terminal, examples/curl.sh [URL] in another.
set -eu
double=${1:-http://127.0.0.1:5627}
name=curl-$$
sandbox=$double/@$name
job=0193f1d2-0000-7000-8000-000000000001

# a sandbox with a frozen clock
curl -fsS "$double/__admin/sandboxes" -d "{\"name\":\"$name\",\"seed\":1,\"clock\":{\"mode\":\"frozen\"}}"; echo

# a job, and how Julep's clients see it
curl -fsS "$sandbox/__admin/jobs" -d "{\"provider\":\"julep\",\"id\":\"$job\",\"lifecycle\":\"retry-then-success\"}"; echo
curl -fsS "$sandbox/api/jobs/$job" -H 'authorization: Bearer any'; echo

# advance the clock until the job retries, then until it has finished
curl -fsS "$sandbox/__admin/clock/advance" -d "{\"until\":{\"job\":\"$job\",\"state\":\"retrying\"}}"; echo
curl -fsS "$sandbox/api/jobs/$job" -H 'authorization: Bearer any'; echo
curl -fsS "$sandbox/__admin/clock/advance" -d '{"until":"idle"}'; echo
curl -fsS "$sandbox/api/jobs/$job" -H 'authorization: Bearer any'; echo

# the next request fails, and the journal confirms that it was the last of four
curl -fsS "$sandbox/__admin/faults" -d '{"match":{"provider":"julep"},"when":{"first":1},"then":{"status":503}}'; echo
curl -sS "$sandbox/api/jobs/$job" -H 'authorization: Bearer any'; echo
curl -fsS "$sandbox/__admin/requests/verify" -d "{\"match\":{\"job\":\"$job\"},\"exactly\":4}"; echo

curl -fsS -X DELETE "$double/__admin/sandboxes/$name"
