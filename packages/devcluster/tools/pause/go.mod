module fairlead.invalid/tools/pause

go 1.24
