"""`python -m monitor` is `kabar`."""

from monitor.cli import main

if __name__ == "__main__":
    main()
