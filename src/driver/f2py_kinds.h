// A map of kinds as f2py reads it (.f2py_f2cmap): {'real': {'dp': 'double'}}, or
// dict(real=dict(dp='double')).
#pragma once

#include <string>

#include "diagnostics/diagnostics.h"
#include "interfaces/f2py/signature_file.h"

namespace isotach {

void read_f2py_kinds(const std::string& path, F2pyKinds& kinds, Diagnostics& diagnostics);

} // namespace isotach
