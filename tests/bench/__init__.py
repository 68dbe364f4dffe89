"""What `make bench` measures: this program beside a floor or a peer, in one run, as ratios."""
