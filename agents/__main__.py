"""`python -m agents` is `kabar run`."""

import sys

from monitor.cli import main

if __name__ == "__main__":
    main(["run", *sys.argv[1:]])
