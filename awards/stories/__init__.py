"""The story of a solution for the public: written by officers, approved by the company."""
