# sql/include.awk: a script with the fragments that it names in their places
#
# Usage: awk -f sql/include.awk sql/upgrade.sql     (the Makefile does)
#
# A line "\ir FILE" stands for FILE in the folder of the script, as in psql.
/^\\ir / {
	folder = FILENAME
	sub(/[^\/]*$/, "", folder)
	while ((status = (getline line < (folder $2))) > 0)
		print line
	if (status < 0) {
		print FILENAME ":" FNR ": cannot read " folder $2 > "/dev/stderr"
		exit 1
	}
	close(folder $2)
	next
}
{ print }
