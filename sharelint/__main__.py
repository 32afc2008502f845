"""`python -m sharelint`."""

from sharelint.cli import main

if __name__ == "__main__":
    main()
