"""What tests of several folders share: answers, callers, servers, readers."""
