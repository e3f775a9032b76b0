"""`python -m yinuo` is `yinuo`."""

from yinuo.serve.cli import main

if __name__ == "__main__":
    main()
