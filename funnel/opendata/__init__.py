"""What everybody may take along: releases and records (OCDS), an API, statistics with downloads."""
