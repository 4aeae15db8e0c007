/* Holds files open as a program of Windows may: hold.exe SHARE FILE… waits until a file named "released" lies beside it.
   SHARE is what others may do meanwhile: 0 nothing, 1 read (as Excel and viewers of PDFs let them). */
#include <stdio.h>
#include <stdlib.h>
#include <windows.h>

int wmain(int count, wchar_t **arguments) {
    DWORD share = (DWORD)_wtoi(arguments[1]);
    for (int i = 2; i < count; i++) {
        HANDLE file = CreateFileW(arguments[i], GENERIC_READ, share, NULL, OPEN_EXISTING, 0, NULL);
        if (file == INVALID_HANDLE_VALUE) {
            return 1;
        }
    }
    HANDLE held = CreateFileW(L"held", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    CloseHandle(held);
    while (GetFileAttributesW(L"released") == INVALID_FILE_ATTRIBUTES) {
        Sleep(20);
    }
    return 0;
}
