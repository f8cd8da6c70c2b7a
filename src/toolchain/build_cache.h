// Build cache: where objects are kept between builds when the user names no folder.
#pragma once

#include <string>
#include <vector>

namespace isotach {

// $XDG_CACHE_HOME/isotach, by default ~/.cache/isotach; a folder in /tmp of one's own without a home.
std::string cache_root();

// The folder for builds of these sources to this module and target. Folders no build has used for 30 days are
// removed on the way.
std::string cached_build_folder(const std::vector<std::string>& sources, const std::string& module,
                                const std::string& target);

} // namespace isotach
