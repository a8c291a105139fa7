"""Which observations count toward a rung."""

from collections.abc import Callable, Mapping

#: By name: the rules that a lifecycle's state may name under `counts`.
CREDIT_RULES: Mapping[str, Callable[..., object]] = {}
