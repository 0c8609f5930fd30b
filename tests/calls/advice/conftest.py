"""The calls of tests/calls, here as well."""

from tests.calls.conftest import draft, in_review, published, whole

__all__ = ["draft", "in_review", "published", "whole"]
