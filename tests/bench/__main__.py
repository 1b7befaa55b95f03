"""`python tests/bench [--quick | --full]`: prints every figure beside its floor, both measured in the same run."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from run import main

if __name__ == "__main__":
    sys.exit(main())
