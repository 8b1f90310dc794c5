-- What state is read back from is told by the leaves themselves, which are signed for; a mark beside them is not.
DROP TABLE folded;
