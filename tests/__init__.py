"""The tests: a folder for each package of `src`, and what they share in `support`."""

import pytest

pytest.register_assert_rewrite("tests.support")
