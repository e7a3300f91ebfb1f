-- How much of a package was taken is the worker's to say, while it makes it.
grant update (taken, counted) on packages to ukuk_worker;
