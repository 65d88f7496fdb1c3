/* Rust programs take their random numbers from this library of Windows, which wine 8 does not have: it is given this one. */
#include <windows.h>
#include <ntsecapi.h>

__declspec(dllexport) BOOL WINAPI ProcessPrng(PBYTE data, SIZE_T length)
{
    return length <= MAXDWORD && RtlGenRandom(data, (ULONG)length);
}
