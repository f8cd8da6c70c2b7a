// InlineTrans: the body of a procedure in the place of a call of it.
//
// What the call means is kept to the letter: names of the body are those that they are in the procedure,
// arguments are what they are given, and what the language evaluates once is evaluated once. What would not
// be the same is refused, with its line. Comments of the body come along.
#pragma once

#include <string>

#include "semantics/semantics.h"
#include "transform/region.h"

namespace isotach::transform {

struct InlineOptions {
  std::string routine; // its name, where the script names it; empty: the one that is called
};

// `call`: a CALL statement, or the reference of a function in a statement.
Objected validate_inline(Context& context, const Semantics& semantics, Node* call,
                         const InlineOptions& options);
Objected apply_inline(Context& context, const Semantics& semantics, Node* call, const InlineOptions& options);

} // namespace isotach::transform
