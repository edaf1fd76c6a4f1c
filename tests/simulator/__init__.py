"""Tests of the simulated call centre; a package, so that its helpers have a name of their own."""
