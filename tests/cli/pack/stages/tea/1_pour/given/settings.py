KETTLE = "hot"
