//! Numbers about chance with no geography: exact permutation, false discovery, intervals, seeds.
