// Views of regions: what each needs on the device, as a list for people or JSON.
#pragma once

#include <span>
#include <string>

#include "analysis/region_movement.h"

namespace isotach {

std::string regions_text(std::span<const RegionMovement> regions);
std::string regions_json(std::span<const RegionMovement> regions);

} // namespace isotach
