//! HTTP in, HTTP out; all routes in one file.
