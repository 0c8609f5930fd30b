"""Information sessions for authorities, as RVO, IPO and VNG hold them."""
