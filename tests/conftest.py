"""What holds for every test: how hypothesis looks for examples."""

import os

from hypothesis import HealthCheck, settings

# A shared machine is slow at times: a deadline would fail a test for somebody else's work.
settings.register_profile("dev", deadline=None, suppress_health_check=[HealthCheck.too_slow])
# The same examples in every run: a red build is red again when it is repeated.
settings.register_profile("ci", settings.get_profile("dev"), derandomize=True, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")
