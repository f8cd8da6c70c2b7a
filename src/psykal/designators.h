// Designators: what the texts of two actual arguments say about their storage.
#pragma once

#include <string_view>

namespace isotach::psykal {

// Whether two arguments, in lower case and without blanks, may have an element in common: v(i) and v(3), v
// and v(1), s(i)%t and s(2)%t. Of subscripts numbers alone say that they differ: v(1:2) and v(3), w(1, i) and
// w(2, j). Two names are different storage, and so are two components of one object.
bool may_overlap(std::string_view one, std::string_view other);

} // namespace isotach::psykal
