// NVRTC, NVIDIA's compiler of CUDA C++ as a library: of pip's nvidia-cuda-nvrtc, or of a CUDA toolkit.
//
// It is opened when it is used, never linked: the program runs where there is none.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace isotach {

struct NvrtcSource {
  std::string path, text;               // the file, as messages name it
  std::string header_name, header_text; // the only one that it includes
};

struct NvrtcResult {
  std::string image; // a container of cubins for the architectures, and of PTX for newer ones; empty: failed
  std::string log;   // why
};

// The library: what ISOTACH_NVRTC names, one of the active virtual environment, of ISOTACH_PYTHON or of the
// Python in PATH, one that the loader or /usr/local/cuda has. Empty: none.
std::string find_nvrtc();
// The library of the toolkit that has this nvcc; empty: it is not there.
std::string nvrtc_beside(const std::string& nvcc);

// `architectures`: sm_80 ...; the options are words of NVRTC's.
NvrtcResult compile_with_nvrtc(const std::string& library, const NvrtcSource& source,
                               const std::vector<std::string>& architectures,
                               const std::vector<std::string>& options);

} // namespace isotach
