// Classes that a build is asked for: the words of --class, and what all objects of a class share.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "bind/plan/options.h"
#include "driver/pipeline.h"

namespace isotach {

// What is wrong with a name that Python shall import or have; empty: nothing.
std::string check_module_name(const std::string& name);

// Of "Turbulence=init:run:finalize"; nothing when it is not of that form.
std::optional<ClassRequest> class_of(const std::string& words);

// With the state that their procedures find again at each call.
std::vector<ClassRequest> with_state(std::vector<ClassRequest> classes, const FrontEnd& front,
                                     const KindOptions& kinds);

} // namespace isotach
