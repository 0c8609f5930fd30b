"""Pages: `member` for everybody with a seat, `seats` for who forms the committee, `lead` for the
chair and the secretary, `outcome` for ranking and advice."""
