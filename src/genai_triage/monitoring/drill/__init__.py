"""A fire drill: brings a class of failure about and follows its alert to the receiver."""
