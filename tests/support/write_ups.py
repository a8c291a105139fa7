"""Write-ups as the command makes them."""

from functools import partial

from preceptor.render import writeup
from preceptor.writeup.inline import plain

write_up = partial(writeup.write_up, plain=plain)
